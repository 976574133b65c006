import type { WorkDatabase } from '../schedule/sql-work.ts'
import { contentViews } from './content-views.ts'
import { deliveryViews } from './delivery-views.ts'
import type { Dialect } from './dialect.ts'
import { modelViews } from './model-views.ts'
import { runViews } from './run-views.ts'
import { stepViews } from './step-views.ts'
import type { Views } from './views.ts'

/** The views in SQLite or PostgreSQL. */
export function sqlViews(db: WorkDatabase, dialect: Dialect): Views {
  return {
    ...runViews(db, dialect),
    ...stepViews(db, dialect),
    ...contentViews(db, dialect),
    ...deliveryViews(db, dialect),
    ...modelViews(db, dialect),
  }
}

export type { Page } from './api/page.ts'

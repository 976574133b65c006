import type { Task } from '../models/learner.ts'

/** Of several classes it is judged whether the most probable one is right, which is so or not. */
export function judgedAs(task: Task): 'binary' | 'regression' {
  return task === 'regression' ? 'regression' : 'binary'
}

/** The worker thread of `checkAll`. */
import type { Progress } from '../../checker/index.ts'
import { serve } from '../workers/serve.ts'
import { type Ran, runTask } from './run-task.ts'
import type { Task } from './task.ts'

serve<{ readonly task: Task }, Progress, Ran>(({ task }, watch) => runTask(task, watch))

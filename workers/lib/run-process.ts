export { type ProcessContext, type RunningProcess, runProcess } from '../../config/run-process.ts';

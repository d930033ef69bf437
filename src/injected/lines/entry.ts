import { isFree } from './claim.js';
import { LineRecorder, type RecordOptions } from './line-recorder.js';
import { StepWorker } from './step-worker.js';

export default {
  isFree,
  start: (options: RecordOptions) => new LineRecorder(options),
  newStepWorker: () => new StepWorker(),
};

import { isFree, LineRecorder, type RecordOptions } from './line-recorder.js';

export default { isFree, start: (options: RecordOptions) => new LineRecorder(options) };

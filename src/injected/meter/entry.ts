import { EventLoopMeter } from './event-loop-meter.js';

export default {
  open(): EventLoopMeter {
    return new EventLoopMeter();
  },
};

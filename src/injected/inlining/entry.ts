import { InliningSwitch } from './inlining-switch.js';

export default new InliningSwitch();

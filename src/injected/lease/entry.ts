import { joinRegistry, leaveRegistry, moveInspector } from './lease-registry.js';

export default { join: joinRegistry, leave: leaveRegistry, moveInspector };

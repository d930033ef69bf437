import { joinRegistry, leaveRegistry } from './lease-registry.js';

export default { join: joinRegistry, leave: leaveRegistry };

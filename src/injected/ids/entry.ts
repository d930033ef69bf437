import { keepHeapIds } from './keep-heap-ids.js';

export default { keepHeapIds };

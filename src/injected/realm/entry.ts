import { Realm } from './realm.js';

export default Realm;

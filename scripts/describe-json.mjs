// Describes what `--json` prints: dist/json-schemas.json holds the JSON Schemas of the types of src/json-contract.ts.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { API } from 'typescript/unstable/sync';
import { COMMON_FIELDS } from './common-fields.mjs';
import { SchemaMaker } from './make-schemas.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const api = new API({ cwd: root });
try {
  const snapshot = api.updateSnapshot({ openProjects: [`${root}src/tsconfig.json`] });
  const { checker, program } = snapshot.getProject(`${root}src/tsconfig.json`);
  const contract = checker.getSymbolAtLocation(program.getSourceFile(`${root}src/json-contract.ts`));
  const typeOf = (name) => checker.getDeclaredTypeOfSymbol(checker.getMemberInModuleExports(contract, name));
  const maker = new SchemaMaker(checker, COMMON_FIELDS);
  const results = checker.getPropertiesOfType(typeOf('Results'));
  const schemas = maker.finish({
    resultLine: maker.schemaOf(typeOf('ResultLine')),
    errorLine: maker.schemaOf(typeOf('ErrorLine')),
    results: Object.fromEntries(results.map((each) => [each.name, maker.schemaOf(checker.getTypeOfSymbol(each))])),
  });
  writeFileSync(`${root}dist/json-schemas.json`, `${JSON.stringify(schemas, null, 1)}\n`);
} finally {
  api.close();
}

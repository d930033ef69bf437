const COMMANDS = ['collections', 'growth', 'retainers', 'path', 'diagnose'];

/** How each part is printed: its head, the row of one entry, and the sums below. */
export const tables = {
  leaks: {
    head: () => line('leak', ['base look', ...COMMANDS]),
    row: (name, result) => printed(name, result, () => ['base', ...COMMANDS].map((key) => rowIn(result[key]))),
    sum(results) {
      const ran = results.filter((result) => result.collections);
      const sums = COMMANDS.map((key) => {
        const rows = ran.filter((result) => result[key] !== null).map((result) => result[key].row);
        const top = key === 'growth' ? 3 : 1;
        return `${key}: row ${top === 1 ? 1 : `1 to ${top}`} in ${rows.filter((row) => row !== null && row <= top).length} of ${rows.length}`;
      });
      return sums.join(' · ');
    },
  },
  healthy: {
    head: () => line('healthy', ['collections ▲', 'classes ▲', 'findings', 'verdict']),
    row: (name, result) =>
      printed(name, result, () => [
        result.collections.length,
        result.classes.length,
        result.findings.length,
        result.verdict,
      ]),
    sum(results) {
      const count = (holds) => `${results.filter(holds).length} of ${results.length}`;
      return `alarms: ${count(({ alarm }) => alarm)} · diagnose finds something: ${count(({ findings }) => findings?.length)}`;
    },
  },
  frameworks: {
    head: () =>
      line('framework', ['base look', 'collections', 'growth', 'retainers', 'own in 10', 'walk ms', 'kept MB']),
    row: (name, result) =>
      printed(name, result, () => [
        ...['base', 'collections', 'growth', 'retainers'].map((key) => rowIn(result[key])),
        result.ownInTen,
        Math.round(result.walkMs),
        (result.keptBytes / 1e6).toFixed(1),
      ]),
    sum: (results) =>
      `row 1 in ${results.filter((result) => result.collections?.row === 1).length} of ${results.length}`,
  },
};

/** The row that names the culprit, – where none does, nothing where it was not asked. */
function rowIn(answer) {
  return answer === null ? '' : (answer.row ?? '–');
}

function printed(name, result, cells) {
  if (result.failed) return `${name.padEnd(30)} failed: ${result.failed}`;
  if (result.skipped) return `${name.padEnd(30)} not for this Node`;
  return line(name, cells());
}

function line(name, cells) {
  return name.padEnd(30) + cells.map((cell) => String(cell).padStart(14)).join('');
}

import * as kleur from 'kleur/colors';

// kleur decides once, for the whole process and by stdout; a Style decides by where its text goes.
kleur.$.enabled = true;

type Paint = (text: string) => string;

/** How a text may look where it goes: its width in columns, and whether it may have colours. */
export interface Style {
  readonly width: number;
  readonly colors: boolean;
  readonly dim: Paint;
  readonly bold: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

const plain: Paint = (text) => text;

/** The style of a text of `width` columns, with or without colours. */
export function createStyle({ width = 80, colors = false }: { width?: number; colors?: boolean } = {}): Style {
  const paint = (color: (text: string) => string): Paint => (colors ? color : plain);
  return {
    width,
    colors,
    dim: paint(kleur.dim),
    bold: paint(kleur.bold),
    red: paint(kleur.red),
    green: paint(kleur.green),
    yellow: paint(kleur.yellow),
    cyan: paint(kleur.cyan),
  };
}

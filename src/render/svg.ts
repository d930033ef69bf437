/** Draws a graph in Graphviz's language as SVG. Graphviz is loaded when it is first needed, since it takes a while. */
export async function renderSvg(dot: string): Promise<string> {
  const { instance } = await import('@viz-js/viz');
  return (await instance()).renderString(dot, { format: 'svg' });
}

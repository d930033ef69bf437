/** Draws a graph in Graphviz's language as SVG. Graphviz is loaded when it is first needed, since it takes a while. */
export async function renderSvg(dot: string): Promise<string> {
  const { instance } = await import('@viz-js/viz');
  const svg = (await instance()).renderString(dot, { format: 'svg' });
  // Graphviz knows the widths of Arial only where no other font is named beside it; a viewer may have to take another.
  return svg.replaceAll('font-family="Arial"', 'font-family="Arial,Helvetica,sans-serif"');
}

/** A line of a stack: of any code, and of the console's input or what runs it. */
const FRAME = /^(?:\s|\x1b\[\d+m)+(?:at |\.\.\. \d+ lines matching )/;
const OWN_FRAME = /(?:at|async|\()\s*(?:leakconsole-input:|leakconsole\/\w+\.js:|Session\.post \(node:inspector:)/;

/**
 * A printed error, or a value with one in it, without the frames that are ours, and those below them; its causes have
 * them too.
 */
export function withoutOwnFrames(text: string): string {
  const kept: string[] = [];
  let inOwn = false;
  for (const line of text.split('\n')) {
    inOwn = FRAME.test(line) && (inOwn || OWN_FRAME.test(line));
    if (!inOwn) kept.push(line);
    // After the last frame, the error's properties may begin.
    else if (line.endsWith(' {')) kept[kept.length - 1] += ' {';
  }
  return kept.join('\n');
}

/** What makes a flame graph answer to clicks and searches; it runs in the reader's browser, and is text here. */
export const FLAME_SCRIPT = `
'use strict';
const svg = document.getElementById('flame');
const whole = Number(svg.dataset.width);
const character = Number(svg.dataset.character);
const boxes = [...svg.querySelectorAll('g')].map((g) => {
  const [rect, text] = [g.querySelector('rect'), g.querySelector('text')];
  const [x, y, width] = ['x', 'y', 'width'].map((name) => Number(rect.getAttribute(name)));
  return { g, rect, text, x, y, width, bytes: Number(g.dataset.bytes), label: g.dataset.name };
});
function zoom(to) {
  const scale = whole / to.width;
  for (const { g, rect, text, x, y, width, label } of boxes) {
    const isOuter = y < to.y && x <= to.x + 0.01 && x + width >= to.x + to.width - 0.01;
    const isInner = y >= to.y && x >= to.x - 0.01 && x + width <= to.x + to.width + 0.01;
    g.style.display = isOuter || isInner ? '' : 'none';
    g.classList.toggle('outer', isOuter);
    const left = isOuter ? 0 : (x - to.x) * scale;
    const shown = isOuter ? whole : width * scale;
    rect.setAttribute('x', left);
    rect.setAttribute('width', shown);
    text.setAttribute('x', left + 2);
    const fits = Math.floor((shown - 4) / character);
    text.textContent = fits > 2 ? label.slice(0, fits) : '';
  }
}
function search(words) {
  const wanted = words.trim().toLowerCase();
  let bytes = 0;
  let until = {};
  for (const { g, x, y, width, bytes: own } of [...boxes].sort((a, b) => a.y - b.y)) {
    const isHit = wanted !== '' && g.querySelector('title').textContent.split('\\n')[0].toLowerCase().includes(wanted);
    g.classList.toggle('hit', isHit);
    // What a hit calls is in its width.
    if (isHit && !Object.entries(until).some(([from, to]) => x >= from - 0.01 && x + width <= to + 0.01)) {
      bytes += own;
      until[x] = Math.max(until[x] || 0, x + width);
    }
  }
  const share = (100 * bytes) / (boxes[0].bytes || 1);
  document.getElementById('found').textContent = wanted === '' ? '' : share.toFixed(1) + '% of all';
}
for (const box of boxes) box.g.addEventListener('click', () => zoom(box));
document.getElementById('whole').addEventListener('click', () => zoom(boxes[0]));
document.getElementById('search').addEventListener('input', (event) => search(event.target.value));
document.getElementById('controls').hidden = false;
`;

// Preloaded into a target: answers each message of its parent with the longest stall of the event loop since the last, ms.
let last = performance.now();
let longest = 0;
setInterval(() => {
  const now = performance.now();
  longest = Math.max(longest, now - last - 1);
  last = now;
}, 1);
process.on('message', () => {
  process.send(longest);
  longest = 0;
  last = performance.now();
});

// A monitor reads live playlists, and remembers the newest segment of each.
const http = require('node:http');
const HLS = require('hls-parser');

const newest = new Map();

function playlistOf(channel) {
  const segments = Array.from({ length: 200 }, (_, n) => `#EXTINF:4,\nhttps://cdn.example/${channel}/segment-${n}.ts`);
  return `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n${segments.join('\n')}\n`;
}

const server = http.createServer((request, response) => {
  const playlist = HLS.parse(playlistOf(request.url.slice(1)));
  newest.set(request.url, playlist.segments.at(-1).uri);
  response.end(newest.get(request.url));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));

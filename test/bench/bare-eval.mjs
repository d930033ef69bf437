// `leakconsole eval PORT 1+1` without leakconsole: connects, evaluates, prints, and leaves.
import CDP from 'chrome-remote-interface';

const client = await CDP({ host: '127.0.0.1', port: Number(process.argv[2]) });
const { result } = await client.Runtime.evaluate({ expression: '1+1' });
console.log(result.value);
await client.close();

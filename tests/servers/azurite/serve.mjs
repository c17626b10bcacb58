// Azurite: an Azure Blob server that nobody here wrote, in memory, on this machine's own network, with one empty container.
//
//     node serve.mjs PORT CONTAINER
//
// Says "ready" once the container is there. Account and key are the ones that Azurite documents; they open nothing else.
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';

const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const VERSION = '2021-12-02';

const [port, container] = process.argv.splice(2);
process.argv.push('--blobHost', '127.0.0.1', '--blobPort', port);
process.argv.push('--inMemoryPersistence', '--disableTelemetry', '--silent', '--skipApiVersionCheck');
createRequire(import.meta.url)('azurite/dist/src/blob/main.js');

/** https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key */
function signed(date) {
  const headers = `x-ms-date:${date}\nx-ms-version:${VERSION}\n`;
  const text = `PUT${'\n'.repeat(12)}${headers}/${ACCOUNT}/${ACCOUNT}/${container}\nrestype:container`;
  const signature = createHmac('sha256', Buffer.from(KEY, 'base64')).update(text).digest('base64');
  return { 'x-ms-date': date, 'x-ms-version': VERSION, authorization: `SharedKey ${ACCOUNT}:${signature}` };
}

async function made() {
  const headers = signed(new Date().toUTCString());
  const url = `http://127.0.0.1:${port}/${ACCOUNT}/${container}?restype=container`;
  const answer = await fetch(url, { method: 'PUT', headers }).catch(() => undefined);
  if (answer && answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
  return Boolean(answer);
}

while (!(await made())) await new Promise((resolve) => setTimeout(resolve, 50));
console.log('ready');

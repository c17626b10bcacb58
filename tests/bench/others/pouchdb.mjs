// PouchDB, asked again and again: a number on a line of the input is that many documents, the answer is how many seconds they took.
//
//     node pouchdb.mjs MODULES FOLDER DOCUMENTS put|replicate
//
// DOCUMENTS has one a line. `put`: each by a call. `replicate`: all of them from one database into a new one, whatever the number.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const [modules, folder, documents, verb] = process.argv.slice(2);
const PouchDB = createRequire(resolve(modules, 'here.js'))('pouchdb');
const lines = readFileSync(documents, 'utf8').trimEnd().split('\n');
const first = new PouchDB(join(folder, 'first'));
let round = 0;

async function put(count) {
  round += 1;
  let took = 0;
  for (let n = 0; n < count; n += 1) {
    const document = JSON.parse(lines[n % lines.length]);
    document._id = `${round}/${n}/${document._id}`;
    const begin = performance.now();
    await first.put(document);
    took += performance.now() - begin;
  }
  return took;
}

async function replicate() {
  round += 1;
  const next = new PouchDB(join(folder, `next${round}`));
  const begin = performance.now();
  const { docs_written } = await PouchDB.replicate(first, next);
  const took = performance.now() - begin;
  if (docs_written !== lines.length) throw new Error(`${docs_written} of ${lines.length} documents came`);
  await next.destroy();
  return took;
}

if (verb === 'replicate') await first.bulkDocs(lines.map((line) => JSON.parse(line)));
for await (const line of createInterface({ input: process.stdin })) {
  const took = verb === 'put' ? await put(Number(line)) : await replicate();
  console.log(took / 1000);
}

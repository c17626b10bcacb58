// What the programs are made of, as CycloneDX 1.5: every crate that is linked into them on Linux or Windows, and every npm
// package whose code is in its pages or made them. Reads what cargo and npm have resolved; asks nobody.
//
// usage: node sbom.mjs PACKAGE_LOCK CARGO_LOCK < cargo-metadata.json > sbom.json
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [, , lockFile, cargoLock] = process.argv;
const metadata = JSON.parse(readFileSync(0, 'utf8'));
const npm = JSON.parse(readFileSync(lockFile, 'utf8'));
const sums = checksums(readFileSync(cargoLock, 'utf8'));

/** The hashes in Cargo.lock, by name and version. */
function checksums(text) {
  const found = new Map();
  for (const part of text.split('[[package]]')) {
    const of = (name) => part.match(new RegExp(`^${name} = "(.*)"$`, 'm'))?.[1];
    if (of('checksum')) found.set(`${of('name')}@${of('version')}`, of('checksum'));
  }
  return found;
}

const SHIPPED = ['moments', 'moments-admin', 'moments-courier', 'moments-central'];
const packages = new Map(metadata.packages.map((one) => [one.id, one]));
const nodes = new Map(metadata.resolve.nodes.map((one) => [one.id, one]));

/** What is linked, not what only builds or tests; and the sources in C that a build compiles into it. */
const isSource = (id) => packages.get(id).name.endsWith('-src');
const linked = (id) =>
  nodes
    .get(id)
    .deps.filter(({ dep_kinds, pkg }) => isSource(pkg) || dep_kinds.some(({ kind }) => kind === null))
    .map(({ pkg }) => pkg);

const reached = new Set();
const waiting = [...packages.values()].filter(({ name }) => SHIPPED.includes(name)).map(({ id }) => id);
while (waiting.length > 0) {
  const id = waiting.pop();
  if (reached.has(id)) continue;
  reached.add(id);
  waiting.push(...linked(id));
}

const crateRef = (id) => `pkg:cargo/${packages.get(id).name}@${packages.get(id).version}`;

const licences = (text) => (text ? [{ expression: text.replaceAll('/', ' OR ') }] : []);

function crate(id) {
  const { name, version, description, license } = packages.get(id);
  const sum = sums.get(`${name}@${version}`);
  return {
    type: SHIPPED.includes(name) ? 'application' : 'library',
    'bom-ref': crateRef(id),
    name,
    version,
    ...(description ? { description: description.trim() } : {}),
    ...(sum ? { hashes: [{ alg: 'SHA-256', content: sum }] } : {}),
    licenses: licences(license),
    purl: crateRef(id),
  };
}

function npmPackage([path, { version, license, integrity, dev }]) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const [alg, sum] = (integrity ?? '').split('-');
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    // What only builds the pages is named too: it could have written into them.
    scope: dev ? 'excluded' : 'required',
    ...(alg === 'sha512' ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(sum, 'base64').toString('hex') }] } : {}),
    licenses: licences(license),
    purl,
  };
}

const byRef = (all) => [...new Map(all.map((one) => [one['bom-ref'] ?? one.ref, one])).entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);

const components = byRef([
  ...[...reached].map(crate),
  ...Object.entries(npm.packages).filter(([path, { link }]) => path && !link).map(npmPackage),
]);
const dependencies = byRef([...reached].map((id) => ({ ref: crateRef(id), dependsOn: [...new Set(linked(id).map(crateRef))].sort() })));
const app = [...packages.values()].find(({ name }) => name === 'moments');

// The same sources give the same list, with the same serial number.
const digest = createHash('sha256').update(JSON.stringify(components)).digest('hex');
const serial = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;

process.stdout.write(
  JSON.stringify(
    {
      $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      serialNumber: `urn:uuid:${serial}`,
      version: 1,
      metadata: { component: { type: 'application', 'bom-ref': 'moments-desktop', name: 'Moments', version: app.version } },
      components,
      dependencies,
    },
    null,
    1,
  ) + '\n',
);

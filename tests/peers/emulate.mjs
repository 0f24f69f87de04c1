// GitHub or Google, as emulate acts them: codes, secrets and redirect addresses are checked as theirs are.
//
// usage: node emulate.mjs SERVICE SEED.json     prints "ready URL" once it listens; ends with the process.
// SERVICE: github, google. SEED: what emulate takes for it, e.g. {"users": [...], "oauth_apps": [...]}
import fs from 'node:fs';
import net from 'node:net';
import { createEmulator } from 'emulate';

const [service, file] = process.argv.slice(2);
const seed = JSON.parse(fs.readFileSync(file, 'utf8'));
const port = await freePort();
const emulator = await createEmulator({ service, port, seed: { [service]: seed } });
console.log(`ready ${emulator.url}`);

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

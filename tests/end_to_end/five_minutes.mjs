// node five_minutes.mjs HUB PLATFORM PICTURE: the README's five minutes in Chromium, as a newcomer would take them. Fails on anything that the
// console complains about (a refused style, script or form is a defect of ours), and leaves a picture of the claim.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../peers/package.json', import.meta.url));
const { chromium } = require('playwright-core');

const [hub, platform, picture] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const complaints = [];

async function newcomer() {
  const context = await browser.newContext({ viewport: { width: 900, height: 760 }, deviceScaleFactor: 2, locale: 'en-GB' });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  return { context, page };
}

async function signIn(page, name) {
  await page.goto(`${hub}/sign-in`);
  await page.getByRole('button', { name: 'Sign in with Demo platform' }).click();
  await page.waitForURL(`${platform}/**`);
  await page.getByRole('button', { name }).click();
  await page.waitForURL(`${hub}/**`);
}

async function addTo(page, label, value, button) {
  await page.getByLabel(label).fill(value);
  await page.getByRole('button', { name: button, exact: true }).click();
}

const ada = await newcomer();
await signIn(ada.page, /Ada Byron/);
await ada.page.getByRole('button', { name: 'Open an account' }).click();
await addTo(ada.page, 'Amount in EUR', '5.00', 'Add money');
await addTo(ada.page, 'EUR a month', '1.00', 'Set budget');
const names = ['@bob', 'chiara', '@dmitri_maps', 'demo:emeka', `${platform}/fatima`, `${platform}/grace`, `${platform}/hiro`,
  `${platform}/ines/status/1790000000000000802`, `${platform}/jonas/status/1790000000000000901`,
  `${platform}/kavya/status/1790000000000001002`];
for (const name of names) await addTo(ada.page, 'Handle, or address of a profile or post', name, 'Flattr');
await ada.page.getByText('10 flattrs').first().waitFor();
await ada.page.goto(`${hub}/operator`);
await ada.page.getByRole('button', { name: 'End this month now' }).click();
await ada.page.getByText('closed', { exact: false }).first().waitFor();

const cookies = await ada.context.cookies(hub);
const session = cookies.find((cookie) => cookie.name.startsWith('__Host-'));
assert.ok(session, 'the session is a __Host- cookie');
assert.ok(session.secure && session.httpOnly && session.sameSite === 'Lax', 'Secure, HttpOnly, SameSite=Lax');

const bob = await newcomer();
await signIn(bob.page, /Bob Okafor-Lind/);
await bob.page.goto(`${hub}/claim`);
await bob.page.getByRole('heading', { name: '10 cents' }).waitFor();
await bob.page.screenshot({ path: picture });
await bob.page.getByRole('button', { name: 'Accept' }).click();
await bob.page.goto(`${hub}/me`);
await bob.page.getByText('from somebody').first().waitFor();

await browser.close();
assert.deepEqual(complaints, [], 'the console has nothing to complain about');
console.log(`ten flattrs, one claim, no complaints; picture: ${picture}`);

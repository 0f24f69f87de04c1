// node members.mjs HUB PLATFORM FOLDER: what a member does beyond flattring, in Chromium: a gift taken back and given again, a second
// account linked, a flattr undone, money given on and paid out, a token, the way of a cent, leaving. Each page is looked at by axe-core
// for what would keep people out (WCAG 2.1 A and AA), on a desk's screen and a phone's, and leaves a picture of each in FOLDER.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(new URL('../peers/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [hub, platform, folder] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const complaints = [];
const desk = { width: 1100, height: 800 };
const phone = { width: 390, height: 844 };

async function newcomer() {
  const context = await browser.newContext({ viewport: desk, locale: 'en-GB' });
  const page = await context.newPage();
  page.on('console', (message) => {
    const expected = message.text().includes('the server responded with a status of 4'); // a refusal that the story provokes
    if (!expected && (message.type() === 'error' || message.type() === 'warning')) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  return page;
}

async function chooseAtPlatform(page, name) {
  await page.waitForURL(`${platform}/**`);
  await page.getByRole('button', { name }).click();
  await page.waitForURL(`${hub}/**`);
}

async function signIn(page, name) {
  await page.goto(`${hub}/sign-in`);
  await page.getByRole('button', { name: 'Sign in with Demo platform' }).click();
  await chooseAtPlatform(page, name);
}

async function press(page, name) {
  await page.getByRole('button', { name }).first().click();
}

async function addTo(page, label, value, button) {
  await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole('button', { name: button, exact: true }).click();
}

/// Nothing that keeps people out, nothing wider than the screen, and a picture.
async function look(page, name) {
  for (const [size, viewport] of Object.entries({ desk, phone })) {
    await page.setViewportSize(viewport);
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }));
    assert.ok(found.passes.length > 5, `axe-core looked at ${name}`);
    for (const each of found.violations)
      complaints.push(`${name}, ${size}: ${each.id}: ${each.help}: ${each.nodes.map((node) => node.html).join(' ')}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) complaints.push(`${name}, ${size}: ${wide} pixels too wide`);
    await page.screenshot({ path: join(folder, `${name}-${size}.png`), fullPage: true });
  }
  await page.setViewportSize(desk);
}

const ada = await newcomer();
await ada.goto(hub);
await look(ada, 'home');
await signIn(ada, /Ada Byron/);
await look(ada, 'welcome');
await press(ada, 'Open an account');
await addTo(ada, 'Amount in EUR', '10.00', 'Add money');
await addTo(ada, 'EUR a month', '1.00', 'Set budget');

await ada.getByLabel('Handle, or address of a profile or post').fill('@bob');
await press(ada, 'Give an amount');
await ada.waitForURL(`${hub}/give?to=*`);
await look(ada, 'give');
await addTo(ada, 'Amount in EUR', '99', 'Give');
await ada.getByText('Not enough money').waitFor();
await look(ada, 'give-refused');
await addTo(ada, 'Amount in EUR', '2.00', 'Give');
await ada.waitForURL(`${hub}/me/gifts`);
await look(ada, 'gifts');
await press(ada, /^Take back/);
await ada.getByText('You took EUR 2.00 back').waitFor();
await ada.goto(`${hub}/give?to=@bob`);
await ada.locator('section[aria-labelledby="gift"]').getByLabel('Show them my name').check();
await addTo(ada, 'Amount in EUR', '3.00', 'Give');
await ada.getByText('waiting for its owner').waitFor();

await ada.goto(`${hub}/me`);
for (const name of ['@bob', '@chiara']) await addTo(ada, 'Handle, or address of a profile or post', name, 'Flattr');
await press(ada, /^Undo/);
await ada.getByText('It is off your list').waitFor();
await look(ada, 'me');

await ada.goto(`${hub}/settings`);
await press(ada, 'Sign in with Demo platform');
await chooseAtPlatform(ada, /Jonas/);
await ada.getByRole('heading', { name: 'Is this you too?' }).waitFor();
await look(ada, 'link');
await press(ada, 'Link');
await ada.goto(`${hub}/settings`);
await ada.getByLabel('For which program?').fill('A script');
await press(ada, 'Make the token');
await ada.getByText('obolus_').waitFor();
await look(ada, 'token');
await ada.goto(`${hub}/settings`);
await look(ada, 'settings');
await ada.goto(`${hub}/operator`);
await look(ada, 'operator');

const bob = await newcomer();
await signIn(bob, /Bob Okafor-Lind/);
await bob.goto(`${hub}/settings`);
await look(bob, 'settings-guest');
await bob.goto(`${hub}/claim`);
await bob.getByRole('heading', { name: 'EUR 3.00' }).waitFor();
await look(bob, 'claim');
await press(bob, 'Accept');
await bob.getByText('from Ada Byron').first().waitFor();
await addTo(bob, 'EUR to your wallet', '0.50', 'Move');
await bob.getByText('You moved EUR 0.50').or(bob.getByText('You moved 50 cents')).waitFor();
await look(bob, 'me-received');
await bob.goto(`${hub}/me/payouts`);
await addTo(bob, 'Amount in EUR', '1.00', 'Pay out');
await bob.getByText('Your payout of EUR 1.00').waitFor();
await look(bob, 'payouts');
await bob.goto(`${hub}/me/revenue`);
await look(bob, 'statement');
await bob.locator('tbody a').first().click();
await bob.getByRole('heading', { name: 'Where it came from' }).waitFor();
await look(bob, 'trace');
await bob.goto(`${hub}/settings/leave`);
await look(bob, 'leave');
await bob.getByLabel('Yes, close my account').check();
await press(bob, 'Close my account');
await bob.getByText('Your account is closed').waitFor();
await bob.goto(`${hub}/me`);
await bob.getByRole('heading', { name: 'Sign in' }).waitFor();
await look(bob, 'sign-in');
await bob.goto(`${hub}/nowhere`);
await look(bob, 'error');

await browser.close();
assert.deepEqual(complaints, [], 'nothing to complain about');
console.log('a gift, a link, a payout, a goodbye; no complaints');

// node html.mjs FOLDER: every .html file in it by html-validate's standard rules; prints what is wrong and fails if anything is.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HtmlValidate } from 'html-validate';

const folder = process.argv[2];
const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    'no-trailing-whitespace': 'off', // where a section of a template was
    'long-title': 'off', // a title names a post, which may be long
    'prefer-native-element': ['error', { exclude: ['status'] }], // role=status on what is said once after a form
  },
});
let problems = 0;
let files = 0;
for (const name of readdirSync(folder).filter((each) => each.endsWith('.html')).sort()) {
  files += 1;
  const report = await validator.validateString(readFileSync(join(folder, name), 'utf8'), name);
  for (const result of report.results)
    for (const message of result.messages) {
      problems += 1;
      console.log(`${name}:${message.line}:${message.column}: ${message.ruleId}: ${message.message}`);
    }
}
console.log(`${files} pages, ${problems} problems`);
process.exit(files > 0 && problems === 0 ? 0 : 1);

// npm run build: src/ as one script for the page, report.js. npm run check: whether report.js is what src/ gives.
import { build } from 'esbuild';
import { readFileSync, writeFileSync } from 'node:fs';

const out = new URL('report.js', import.meta.url);
const result = await build({
  entryPoints: [new URL('src/main.js', import.meta.url).pathname],
  bundle: true, format: 'iife', target: 'es2022', minify: true, charset: 'utf8', write: false, legalComments: 'none',
  banner: { js: '// Made from tools/web/src by npm run build: change it there.' },
});
const text = result.outputFiles[0].text;
if (text.includes('</script') || text.includes(')embedded~"')) throw new Error('report.js could not stand in the page');
if (process.argv.includes('--check')) {
  if (readFileSync(out, 'utf8') !== text) {
    console.error('tools/web/report.js is not what tools/web/src gives: run npm run build in tools/web, and commit it');
    process.exit(1);
  }
  console.log(`report.js is up to date (${text.length} characters)`);
} else {
  writeFileSync(out, text);
  console.log(`report.js: ${text.length} characters`);
}

// view.mjs CLANG_TELL ROOT WORK: shows the log of the shop program in Microsoft's SARIF web component and looks for
// rules, results and links to related locations in the page that Chromium makes of it. The picture stays in WORK.

import {spawnSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {published, skip} from './packages.mjs';

const [clangTell, root, work] = process.argv.slice(2);
const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (!browser)
  skip('no Chromium was found; on Debian: apt-get install chromium');
const packages = published(join(work, 'npm'), {
  '@microsoft/sarif-web-component': '0.6.0-29',
  'react': '16.14.0',
  'react-dom': '16.14.0',
});

const shop = join(work, 'shop');
rmSync(shop, {recursive: true, force: true});
mkdirSync(work, {recursive: true});
cpSync(join(root, 'fixtures/_programs/shop'), shop, {recursive: true});
const run = spawnSync(clangTell, ['check', '-q', '--exit-zero', '-o', 'sarif'], {cwd: shop, encoding: 'utf8', maxBuffer: 1 << 28});
if (run.status !== 0)
  throw new Error(`clang-tell ended with ${run.status}: ${run.stderr}`);
const log = JSON.parse(run.stdout);
// The component links to the forges it knows; the copy lies in no repository.
log.runs[0].versionControlProvenance = [{repositoryUri: 'https://github.com/example/shop', revisionId: 'a'.repeat(40)}];

const script = (name, file) =>
    `<script>${readFileSync(join(packages[name], file), 'utf8').replace(/<\/script/g, '<\\/script')}</script>`;
const page = join(work, 'page.html');
writeFileSync(page, `<!doctype html>
<html lang="en"><head><meta http-equiv="content-type" content="text/html; charset=utf-8"><title>SARIF</title></head>
<body style="margin:0"><div id="viewer"></div>
${script('react', 'umd/react.production.min.js')}
${script('react-dom', 'umd/react-dom.production.min.js')}
${script('@microsoft/sarif-web-component', 'dist/index.js')}
<script>
ReactDOM.render(React.createElement(Viewer, {logs: [${JSON.stringify(log).replace(/</g, '\\u003c')}]}),
                document.getElementById('viewer'));
</script></body></html>
`);

function chromium(...args) {
  const run = spawnSync(browser,
                        ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
                         '--disable-background-networking', '--disable-component-update', '--disable-sync',
                         `--user-data-dir=${join(work, 'profile')}`, '--window-size=1500,1400',
                         '--virtual-time-budget=10000', ...args, pathToFileURL(page).href],
                        {encoding: 'utf8', timeout: 120000, maxBuffer: 1 << 28});
  if (run.status !== 0)
    throw new Error(`Chromium ended with ${run.status ?? run.signal}: ${run.stderr}`);
  return run.stdout;
}

chromium(`--screenshot=${join(work, 'viewer.png')}`);
const shown = chromium('--dump-dom').split('<script>')[0];
const text = shown.replace(/<[^>]*>/g, '').replace(/&gt;/g, '>').replace(/&lt;/g, '<').replace(/&amp;/g, '&');

const problems = [];
const expect = (holds, what) => holds || problems.push(what);
const {results, tool} = log.runs[0];
for (const rule of tool.driver.rules)
  if (results.some(result => result.ruleId === rule.id))
    expect(shown.includes(`href="${rule.helpUri}"`) && text.includes(`${rule.id}: ${rule.name}`), `no rule ${rule.id}`);
expect(text.includes(`clang-tell${results.length}`), 'no count of results');
const opened = results.filter(result => text.includes(result.message.text.split('. See')[0]));
expect(opened.length > 0, 'no message of a result');
expect(opened.some(result => text.includes(result.locations[0].logicalLocations[0].fullyQualifiedName)), 'no name');
const target = related => `blob/${'a'.repeat(40)}/${related.physicalLocation.artifactLocation.uri}#L${
    related.physicalLocation.region.startLine}"`;
expect(opened.some(result => result.relatedLocations.some(related => shown.includes(target(related)))),
       'no link to a related location');
for (const problem of problems)
  console.log(`the viewer shows ${problem}`);
console.log(`${results.length} results, ${opened.length} of them opened; the picture is ${join(work, 'viewer.png')}`);
process.exit(problems.length === 0 ? 0 : 1);

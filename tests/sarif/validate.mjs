// validate.mjs CLANG_TELL EXAMPLES ROOT WORK [--all]: judges SARIF logs by the schema and by Microsoft's Multitool. Errors,
// warnings and notes that docs/sarif.md does not explain fail. The Multitool takes minutes for 25,000 results, so it gets
// those with --all only; the schema sees them always.

import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {basename, join} from 'node:path';
import {writeLogs} from './logs.mjs';
import {multitool, validators} from './packages.mjs';

const [clangTell, examples, root, work, all] = process.argv.slice(2);
const modules = validators(join(work, 'npm'));
const program = multitool(modules);
const require = createRequire(join(modules, 'package.json'));

const read = file => JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
const problems = [];

function schemaOf(modules) {
  const Ajv = require('ajv/dist/2020').default;
  const ajv = new Ajv({strict: false, allErrors: false});
  require('ajv-formats').default(ajv);
  return ajv.compile(read(join(modules, '@microsoft/sarif-multitool-linux/sarif-2.1.0.json')));
}

/// The notes that docs/sarif.md explains: the ids in the first column of its table.
function explained() {
  const page = readFileSync(join(root, 'docs/sarif.md'), 'utf8');
  return new Set([...page.matchAll(/^\| `([A-Z]+\d+)` \|/gm)].map(match => match[1]));
}

/// What a result of the Multitool says.
function words(result, rules) {
  const message = rules.get(result.ruleId)?.messageStrings?.[result.message.id]?.text ?? result.message.text ?? '';
  return message.replace(/\{(\d+)\}/g, (_, i) => result.message.arguments?.[i] ?? '');
}

function judge(logs) {
  const output = join(work, 'multitool.sarif');
  const run = spawnSync(program, ['validate', ...logs, '-o', output, '--rule-kind', 'Sarif;Ghas', '--level',
                                  'Error;Warning;Note', '--max-file-size-in-kb', '1000000', '--log',
                                  'ForceOverwrite', '--quiet'],
                        {encoding: 'utf8', maxBuffer: 1 << 28, env: {...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1'}});
  // Its exit code says whether it could work, not whether logs are right.
  if (run.status !== 0)
    problems.push(`the Multitool ended with ${run.error?.message ?? run.status}: ${run.stdout}${run.stderr}`);
  const judged = read(output).runs[0];
  for (const invocation of judged.invocations ?? [])
    for (const note of invocation.toolExecutionNotifications ?? [])
      if (note.level === 'error')
        problems.push(`the Multitool failed: ${note.message.text}`);
  const seen = new Set();
  const rules = new Map(judged.tool.driver.rules?.map(rule => [rule.id, rule]));
  const known = explained();
  for (const result of judged.results ?? []) {
    const level = result.level ?? 'warning';
    seen.add(result.ruleId);
    const log = basename(decodeURI(result.locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? ''));
    if (level !== 'note' || !known.has(result.ruleId))
      problems.push(`${log}: ${level} ${result.ruleId}: ${words(result, rules)}`);
  }
  // The network decides about the one; all others must still have a reason to be explained.
  for (const id of known)
    if (!seen.has(id) && id !== 'SARIF2006')
      problems.push(`docs/sarif.md explains ${id}, which no log calls forth`);
}

const logs = writeLogs({clangTell, examples, shop: join(root, 'fixtures/_programs/shop'), work: join(work, 'logs')});
const valid = schemaOf(modules);
for (const log of logs)
  if (!valid(read(log)))
    problems.push(`${basename(log)} breaks the schema: ${JSON.stringify(valid.errors)}`);
judge(logs.filter(log => all === '--all' || basename(log) !== 'many.sarif'));

for (const problem of problems.slice(0, 30))
  console.log(problem);
if (problems.length > 30)
  console.log(`and ${problems.length - 30} more`);
console.log(`${logs.length} logs judged: ${logs.map(log => basename(log, '.sarif')).join(', ')}`);
process.exit(problems.length === 0 ? 0 : 1);

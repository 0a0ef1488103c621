// What the tests of SARIF logs need from npm, installed below the build folder when first asked for.

import {spawnSync} from 'node:child_process';
import {chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const skipCode = 77; // CTest's SKIP_RETURN_CODE

export function skip(reason) {
  console.log(`skipped: ${reason}`);
  process.exit(skipCode);
}

function npm(folder, ...args) {
  const run = spawnSync('npm', [...args, '--loglevel=error', '--fetch-retries=1', '--fetch-timeout=30000'],
                        {cwd: folder, encoding: 'utf8', timeout: 300000});
  if (run.error || run.status !== 0)
    skip(`npm can't install what the test needs: ${run.error?.message ?? run.stderr.trim()}`);
}

/// The folder `node_modules` with the packages of package.json. Their scripts don't run.
export function validators(folder) {
  mkdirSync(folder, {recursive: true});
  const wanted = readFileSync(join(here, 'package.json'), 'utf8');
  const stamp = join(folder, 'installed.json');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    copyFileSync(join(here, 'package.json'), join(folder, 'package.json'));
    npm(folder, 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock');
    writeFileSync(stamp, wanted);
  }
  return join(folder, 'node_modules');
}

/// The Multitool's own program: its wrapper goes through a shell, which would read the semicolons between rule kinds.
export function multitool(modules) {
  const program = join(modules, '@microsoft/sarif-multitool-linux/Sarif.Multitool');
  if (!existsSync(program))
    skip(`the SARIF Multitool has no program for this machine (${process.platform}, ${process.arch})`);
  chmodSync(program, 0o755);
  return program;
}

/// Packages as they are published, without what they depend on: name → folder.
export function published(folder, packages) {
  mkdirSync(folder, {recursive: true});
  const folders = {};
  for (const [name, version] of Object.entries(packages)) {
    const target = join(folder, `${name.replace('/', '-')}-${version}`);
    folders[name] = join(target, 'package');
    if (existsSync(folders[name]))
      continue;
    mkdirSync(target, {recursive: true});
    npm(target, 'pack', `${name}@${version}`, '--ignore-scripts');
    const unpacked = spawnSync('sh', ['-c', 'tar xzf *.tgz'], {cwd: target, encoding: 'utf8'});
    if (unpacked.status !== 0)
      throw new Error(`unpacking ${name}: ${unpacked.stderr}`);
  }
  return folders;
}

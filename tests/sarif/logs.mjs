// The logs that are judged: of programs that clang-tell analyses here, and of synthetic reports.

import {spawnSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

function write(file, text) {
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(file, text);
}

/// Makes a folder a repository with one commit and a remote, where Git is to be had.
function commit(folder) {
  const options = ['-c', 'user.name=N', '-c', 'user.email=n@example.org', '-c', 'init.defaultBranch=main'];
  for (const args of [['init', '-q'], ['remote', 'add', 'origin', 'https://github.com/example/shop.git'], ['add', '.'],
                      ['commit', '-q', '-m', 'm']])
    spawnSync('git', [...options, ...args], {cwd: folder});
}

/// Runs clang-tell in a folder; fails unless it ends with this code and writes the log.
function check(clangTell, folder, log, expected, ...args) {
  const run = spawnSync(clangTell, ['check', '-q', '-o', `sarif=${log}`, ...args], {cwd: folder, encoding: 'utf8'});
  if (run.status !== expected || !existsSync(log))
    throw new Error(`clang-tell ended with ${run.status}, not ${expected}, in ${folder}: ${run.stderr}`);
}

const umlauts = `// Prüfung der Bestellungen 日本 😀
class Größe {
public:
  int länge() const { return länge_; }
  void setzeLänge(int länge) { länge_ = länge; }

private:
  int länge_ = 0;
};

/* 😀 */ void verlängere(Größe &größe) {
  if (größe.länge() < 10)
    größe.setzeLänge(größe.länge() + 1);
}

int main() {
  Größe größe;
  verlängere(größe);
  return größe.länge();
}
`;

/// Writes all logs; their paths.
export function writeLogs({clangTell, examples, shop, work}) {
  rmSync(work, {recursive: true, force: true});
  const log = name => join(work, 'logs', `${name}.sarif`);
  mkdirSync(join(work, 'logs'), {recursive: true});
  const folder = name => join(work, name);

  cpSync(shop, folder('shop'), {recursive: true});
  commit(folder('shop'));
  check(clangTell, folder('shop'), log('shop'), 1);
  check(clangTell, folder('shop'), log('shop-github'), 1, '--sarif-profile', 'github');

    // Each is a project of its own, and not a part of the one that these logs are written in.
  for (const name of ['empty', 'failed'])
    write(join(folder(name), 'CMakeLists.txt'), `project(${name})\n`);
  write(join(folder('empty'), 'a.cpp'), 'int main() { return 0; }\n');
  check(clangTell, folder('empty'), log('empty'), 0);

  write(join(folder('failed'), 'a.cpp'), '#include "missing.h"\nint f(Unknown x) { return x.y; }\n');
  write(join(folder('failed'), 'b.cpp'), 'int g( {\n');
  check(clangTell, folder('failed'), log('failed'), 3);

  cpSync(shop, folder('suppressed'), {recursive: true});
  const header = readdirSync(folder('suppressed'), {recursive: true}).find(name => name.endsWith('order.h'));
  const path = join(folder('suppressed'), header);
  write(path, readFileSync(path, 'utf8').replace(/^class Order \{.*$/m, 'class Order { // NOLINT(tell-*): the "old" form')
            + '// NOLINT(tell-anemic-class): of no use\n// NOLINT(tell-unheard-of)\n');
  check(clangTell, folder('suppressed'), log('suppressed'), 1);

  write(join(folder('prüfung 日本 #1% 😀'), 'größe [1].cpp'), umlauts);
  write(join(folder('prüfung 日本 #1% 😀'), 'CMakeLists.txt'), 'project(p)\n');
  check(clangTell, folder('prüfung 日本 #1% 😀'), log('umlauts'), 1, '--fail-on', 'note');

  const made = spawnSync(examples, [join(work, 'logs')], {encoding: 'utf8'});
  if (made.status !== 0)
    throw new Error(`making examples: ${made.stderr}`);
  return readdirSync(join(work, 'logs')).sort().map(name => join(work, 'logs', name));
}

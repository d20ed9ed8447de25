import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A Node process that runs a module given as text. */
export interface NodeProcess {
  readonly firstLine: Promise<string>;
  kill(): void;
}

/** Starts a Node process; `firstLine` is the first line that it prints. */
export function startNode(module: string): NodeProcess {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', module], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  const firstLine = new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`the process ended with ${code} before it printed a line`)),
    );
  });
  return { firstLine, kill: () => void child.kill('SIGKILL') };
}

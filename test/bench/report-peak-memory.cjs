// Loaded before the program: tells the parent process the peak resident memory when the program ends.
const { isMainThread } = require('node:worker_threads');

if (isMainThread && process.send) {
  process.channel?.unref();
  process.on('exit', () => process.send(process.resourceUsage().maxRSS * 1024));
}

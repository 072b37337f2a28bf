// Stands in for the native @vscode/native-watchdog: an extension host ends when the server it belongs to is gone.
'use strict';

exports.start = (pid) => {
  setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(87);
    }
  }, 1000).unref();
};

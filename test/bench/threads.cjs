// Preloaded into a program that is measured: has it take this machine for one with THREADS processors.
const { syncBuiltinESMExports } = require('node:module');
const os = require('node:os');

os.availableParallelism = () => Number(process.env.THREADS);
syncBuiltinESMExports();

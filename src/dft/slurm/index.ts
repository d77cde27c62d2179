export * from './parse-queue.js';
export * from './profile.js';
export * from './queue-state.js';
export * from './write-batch.js';
export * from './write-task.js';

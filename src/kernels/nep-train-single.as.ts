// asc: --maximumMemory 65536
// The trainer for one thread, and for pages that may not share memory.
export * from './_nep-train.as';

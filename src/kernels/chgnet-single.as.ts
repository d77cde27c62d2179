// asc: --maximumMemory 65536
// For one thread, and for pages that may not share memory.
export * from './_chgnet.as';

import { classifySites } from './classify-sites.js';
import type { LazyPlugin } from './create-cermet.js';

/** What comes with Cermet, each list from the rooms that hold it. */
export const builtin: LazyPlugin = {
  readers: async () => (await import('../io/index.js')).readers,
  folderReaders: async () => (await import('../io/index.js')).folderReaders,
  writers: async () => (await import('../io/writers.js')).writers,
  kinds: async () => (await import('../core/index.js')).builtinKinds,
  async analyses() {
    const [{ analyses }, { atomsAnalyses }, { dftAnalyses }] = await Promise.all([
      import('../lab/index.js'),
      import('../atoms/analyses/index.js'),
      import('../dft/index.js'),
    ]);
    return [...analyses, ...atomsAnalyses, ...dftAnalyses(classifySites)];
  },
  async evidence() {
    const [{ atomsEvidence }, { cellsEvidence }, { grainsEvidence }, { analyses, labEvidence }, { tableValues }] =
      await Promise.all([
        import('../atoms/evidence/index.js'),
        import('../cells/evidence/index.js'),
        import('../grains/evidence/index.js'),
        import('../lab/index.js'),
        import('../evidence/index.js'),
      ]);
    return [...atomsEvidence, ...cellsEvidence(analyses), ...labEvidence, ...grainsEvidence, tableValues];
  },
};

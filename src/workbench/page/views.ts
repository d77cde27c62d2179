/** A view of the workbench, as its rail names it. */
export interface PageView {
  name: 'data' | 'compare' | 'atoms' | 'cell' | 'study';
  title: string;
  /** Path of its sign, 24 by 24. */
  icon: string;
}

/** The views in the order of the rail. */
export const PAGE_VIEWS: readonly PageView[] = [
  { name: 'data', title: 'Data', icon: 'M4 19h16M4 15l5-6 4 4 7-9' },
  { name: 'compare', title: 'Compare', icon: 'M4 20h16M7 20v-7h3v7M14 20V6h3v14' },
  { name: 'atoms', title: 'Atoms', icon: 'M12 4v6M12 14v6M5 8l5 3M14 13l5 3M19 8l-5 3M10 13l-5 3' },
  { name: 'cell', title: 'Cell', icon: 'M4 8h15v8H4zM19 11h2v2h-2M8 8v8M12 8v8' },
  { name: 'study', title: 'Study', icon: 'M5 3h10l4 4v14H5zM9 11h6M9 15h6' },
];

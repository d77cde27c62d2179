import { defineKind } from '../recording-kind.js';

/** Columns that no kind claims; a mapping of columns makes more of them. */
export const tableKind = defineKind({ id: 'table', title: 'Table', columns: {} });

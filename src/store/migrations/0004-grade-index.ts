/** What a grid asks of the grades of a cell is in their index: the rows of 400,000 of them need not be read. */
export const gradeIndex: readonly string[] = [
  'drop index grades_by_cell',
  'create index grades_by_cell on grades(cell_id, verdict, grader_id)',
];

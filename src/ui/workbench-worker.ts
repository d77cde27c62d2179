import { cellTasks } from './cells/cell-tasks.js';
import { atomTasks } from './workbench/work/atom-tasks.js';
import { labTasks } from './workbench/work/lab-tasks.js';
import { serveTasks } from './workbench/work/tasks.js';

serveTasks({ ...labTasks, ...atomTasks, ...cellTasks });

import { provideHdf5Library } from '../io/hdf5/hdf5-thread.js';
import { cellTasks } from './cells/cell-tasks.js';
import { atomTasks } from './workbench/work/atom-tasks.js';
import { labTasks } from './workbench/work/lab-tasks.js';
import { askForPart } from './workbench/work/page-parts.js';
import { serveTasks } from './workbench/work/tasks.js';

provideHdf5Library(() => askForPart('hdf5'));
serveTasks({ ...labTasks, ...atomTasks, ...cellTasks });

import { atomTasks } from './atom-tasks.js';
import { serveTasks } from './tasks.js';

serveTasks(atomTasks);

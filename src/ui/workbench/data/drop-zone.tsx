import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { complain } from '../say.js';
import { filesOfDrop, filesOfInput } from './dropped.js';
import { takeFiles } from './files-store.js';

/** Takes files that are dropped anywhere in the window while it is shown. */
export function useDrop(): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const has = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const drag = (event: DragEvent): void => {
      if (!has(event)) return;
      event.preventDefault();
      setOver(event.type === 'dragover');
    };
    const drop = (event: DragEvent): void => {
      if (!has(event)) return;
      event.preventDefault();
      setOver(false);
      filesOfDrop(event.dataTransfer!).then(takeFiles).catch(complain);
    };
    addEventListener('dragover', drag);
    addEventListener('dragleave', drag);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', drag);
      removeEventListener('dragleave', drag);
      removeEventListener('drop', drop);
    };
  }, []);
  return over;
}

/** Buttons that choose files or a folder, for who does not drag. */
export function ChooseFiles({ children }: { children?: ComponentChildren }): JSX.Element {
  const take = (event: { currentTarget: HTMLInputElement }): void => {
    const { files } = event.currentTarget;
    if (files) void takeFiles(filesOfInput(files));
    event.currentTarget.value = '';
  };
  return (
    <p class="row wb-choose">
      <label class="download">
        Files …
        <input type="file" class="unseen" multiple onChange={take} />
      </label>
      <label class="download">
        Folder …
        <input type="file" class="unseen" multiple {...{ webkitdirectory: true }} onChange={take} />
      </label>
      {children}
    </p>
  );
}

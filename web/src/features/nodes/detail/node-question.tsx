import type { Outputs } from '../../../trpc/outputs.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';

/** What is done with a node only after it was asked about. */
export type AskedAction = 'suspend' | 'refuse' | 'delete';

interface NodeQuestionProps {
  asked: AskedAction;
  node: Outputs['nodes']['get'];
  busy: boolean;
  error: string | undefined;
  onConfirm: () => void;
  onClose: () => void;
}

const WORDS: Record<AskedAction, { readonly action: string; readonly consequence: string }> = {
  suspend: {
    action: 'Suspend',
    consequence:
      'Nobody is directed to it and it to nobody, until you resume it. It keeps its name and addresses.',
  },
  refuse: {
    action: 'Refuse',
    consequence: 'It is told so at its next try, and cannot register.',
  },
  delete: {
    action: 'Delete',
    consequence:
      'Its addresses become free and its keys admit nothing. To come back it must enrol again. For 24 hours ' +
      'no other device gets its name, so that nobody who still asks for it is led to another; one of the ' +
      'same name is numbered.',
  },
};

/** Says what an action does to a node and asks whether to go on; the name is typed before it is deleted. */
export function NodeQuestion({ asked, node, busy, error, onConfirm, onClose }: NodeQuestionProps) {
  const { action, consequence } = WORDS[asked];
  return (
    <ConfirmDialog
      {...{ action, busy, error, onConfirm, onClose }}
      title={`${action} ${node.name}`}
      {...(asked === 'delete' && { typed: node.name })}
    >
      {consequence}
    </ConfirmDialog>
  );
}

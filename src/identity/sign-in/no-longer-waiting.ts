import { refusal } from '../../kernel/refusal.ts';

export const noLongerWaiting = refusal(
  'conflict',
  'This device does not wait any more: it was let in or refused already, or its code has expired. If it was not you, tell your security team.',
);

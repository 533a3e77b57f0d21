import type { JsonObject } from '#cluster/api/object.ts';
import { header } from '#cluster/network/headers.ts';
import { PlainError } from '#commands/cobra/errors.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { forwardOne, Lost } from '#commands/kubectl/forwarding/connection.ts';
import { isRecord, listAt, textAt } from '#commands/kubectl/json.ts';
import type { Context } from './context.ts';

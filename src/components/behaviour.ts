import { startCodeActions } from './code-actions.ts';
import { startLabPane } from './lab-pane.ts';
import { startProgressMarks } from './progress-marks.ts';
import { startQuizOnDemand } from './quiz-on-demand.ts';
import { startSearch } from './search.ts';
import { startShortcuts } from './shortcuts.ts';
import { startTermPopover } from './term-popover.ts';
import { startThemeControl } from './theme-control.ts';
import { startTocHighlight } from './toc-highlight.ts';

startThemeControl();
startSearch();
startShortcuts();
startCodeActions();
startTermPopover();
startTocHighlight();
startLabPane();
startProgressMarks();
startQuizOnDemand();

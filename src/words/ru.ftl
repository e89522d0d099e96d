# Слова, которые не принадлежат одному диалогу.

## Язык, команды

language-name = Русский
language-question = <b>Какой язык вам удобнее?</b>
toast-language = Теперь по-русски
command-tasks = Мои задачи
command-help = Что я умею, или помощь по шагу
command-cancel = Выйти из текущего шага
command-language = Русский или английский

## Кнопки

button-open = 📋 Открыть
button-accept-now = ✅ Принять
button-accept-plan = 📅 Начать позже
button-qualify = 📝 Квалификация
button-qualify-continue = ▶️ Квалификация
button-complete = 🏁 Выполнить
button-complete-continue = ▶️ Выполнение
button-lose = ✖ Сделка проиграна
button-interact = 💬 Взаимодействие
button-interact-continue = ▶️ Взаимодействие
button-record = 💬 Записать взаимодействие
button-give-back = ↩️ Отменить принятие
button-reopen = ↩️ Открыть снова
button-opportunity = 💼 Сделка
button-history = 🗒 История ({ $count })
button-back-to-history = ‹ История
button-my-tasks = ☰ Мои задачи
button-done-tasks = ✔️ Выполненные
button-open-tasks = ☰ Открытые
button-partner = 🏢 Партнёр
button-back-to-task = ‹ Задача
button-language = 🌐 Язык
button-continue = ▶️ { $dialog }: { $title }
button-back = ‹ Назад
button-help = ❔ Помощь
button-cancel = ✕ Отмена
button-later = 🕒 Позже
button-discard = 🗑 Удалить
button-keep-editing = ✏️ Продолжить
button-previous = ‹
button-next = ›

## Названия

dialog-name-accept = Начать позже
dialog-name-qualify = Квалификация
dialog-name-complete = Выполнение
dialog-name-partner = Партнёр
dialog-name-lose = Сделка проиграна
dialog-name-interact = Взаимодействие
field-terms = Соглашение
field-budget = Бюджет
field-currency = Валюта
field-probability = Вероятность
field-channel = Канал
field-source = Источник
field-lost-reason = Причина проигрыша
field-lost-comment = Комментарий
field-competitor = Конкурент
field-revive-on = Повторный контакт
role-rep = менеджер по продажам
role-manager = руководитель
role-admin = администратор
status-in-progress = в работе
status-qualified = квалифицирована
status-won = выиграна
status-lost = проиграна
importance-low = низкая
importance-normal = обычная
importance-high = высокая
kind-call = Звонок
kind-meeting = Встреча
kind-email = Письмо
kind-message = Сообщение
kind-note = Заметка
outcome-reached = Дозвонились
outcome-no-answer = Не ответили
outcome-call-back = Просят перезвонить
outcome-not-interested = Не заинтересованы
file-photo = фото
file-voice = голосовое сообщение
file-document = документ
file-audio = аудио
file-video = видео
file-count =
    { $count ->
        [one] 📎 { $count } файл
        [few] 📎 { $count } файла
        [many] 📎 { $count } файлов
       *[other] 📎 { $count } файла
    }
partner-customer = клиент
partner-prospect = потенциальный клиент
value-none = —
value-unknown-item = больше нет в справочнике
moment-yesterday = вчера, { $time }
moment-today = сегодня, { $time }
moment-tomorrow = завтра, { $time }

## Незнакомцы и новички

stranger =
    Этот бот — для приглашённых сотрудников отдела продаж.

    Если вы один из них, попросите у руководителя личную ссылку-приглашение.
welcome =
    <b>Добро пожаловать, { $name }!</b>

    Присылаю задачи, когда подходит их срок, и помогаю квалифицировать сделки нажатие за нажатием. Введённое сохраняется: остановитесь где угодно и вернитесь когда угодно.
help =
    <b>Что я умею</b>
    • Присылаю задачу, когда подходит её срок.
    • <b>Принять</b> её сейчас или назначить начало.
    • <b>Квалификация</b> сделки: соглашение, бюджет, вероятность, канал, источник.
    • <b>Взаимодействие</b>: записать звонок, встречу, сообщение; напомню, о чём договорились.
    • <b>Выполнить</b> задачу — и дальше готовится предложение.
    • <b>Сделка проиграна</b> — закрыть с причиной; её можно открыть снова.

    /tasks – мои задачи
    /cancel – выйти из шага
    /language – русский или английский

    Остановиться можно где угодно: я помню.

## Задача

task-head =
    <b>{ $task }</b>
    { $title } · { $partner }
task-due = ⏰ Срок: <b>{ $due }</b>
task-due-overdue = 🔴 Просрочено: <b>{ $due }</b>
task-importance = Важность: { $importance }
task-accepted = ✅ Вы приняли задачу, начало: { $start }
task-accepted-planned = 📅 Вы приняли задачу, начало запланировано: { $start }
task-accepted-by-somebody-else = 👤 Задачу принял коллега, начало: { $start }
task-done = 🏁 Выполнено: <b>{ $at }</b>
task-cancelled = ✕ Отменена
task-instructions = <blockquote>{ $instructions }</blockquote>
task-results = Результат: <i>{ $results }</i>
completed =
    🏁 <b>Выполнено: { $task }</b>
    { $title } · { $partner }
    Статус сделки: <b>{ $status }</b>
completed-next =
    Дальше: <b>{ $task }</b>
    Исполнитель: { $performer }
    Срок: { $due }
lost =
    ✖ <b>Закрыта как проигранная</b>
    { $title } · { $partner }
reopened =
    ↩️ <b>Открыта снова</b>
    { $title } · { $partner }
    Статус сделки: <b>{ $status }</b>
reopened-task =
    Снова в списке: <b>{ $task }</b>
    Срок: { $due }

## Уведомления

notice-assigned =
    🆕 <b>Новая задача: { $task }</b>
    { $title } · { $partner }
    Срок: { $due }
notice-due =
    ⏰ <b>Срок { $due }: { $task }</b>
    { $title } · { $partner }
notice-overdue =
    🔴 <b>Просрочено, срок был { $due }: { $task }</b>
    { $title } · { $partner }

notice-follow-up =
    🔔 <b>Напоминание: { $title }</b>
    { $partner }
notice-follow-up-agreed = Договорились: <b>{ $agreed }</b>
notice-follow-up-noted = Вы записали: <i>{ $noted }</i>
notice-follow-up-last = Последнее: { $kind }, { $when }

## Мои задачи

tasks-none =
    <b>Мои задачи</b>
    Открытых задач нет. 🎉 Напишу, когда появятся.
tasks-head = <b>Мои задачи</b> ({ $count })
tasks-overdue =
    { $count ->
        [one] 🔴 { $count } просрочена
        [few] 🔴 { $count } просрочены
        [many] 🔴 { $count } просрочено
       *[other] 🔴 { $count } просрочено
    }
tasks-today = 🟡 { $count } сегодня
tasks-later = ⚪️ { $count } позже
tasks-done-head =
    { $count ->
        [0] <b>Выполненные</b>: пока ни одной
        [one] <b>Выполненные</b>: { $count } задача
        [few] <b>Выполненные</b>: { $count } задачи
        [many] <b>Выполненные</b>: { $count } задач
       *[other] <b>Выполненные</b>: { $count } задачи
    }
tasks-entry =
    <b>{ $place }.</b> { $title } · { $partner }
    { $task }, { $due }
tasks-entry-high =
    <b>{ $place }.</b> ❗️ { $title } · { $partner }
    { $task }, { $due }
tasks-entry-overdue =
    <b>{ $place }.</b> 🔴 { $title } · { $partner }
    { $task }, { $due }
tasks-entry-done =
    <b>{ $place }.</b> ✔️ { $title } · { $partner }
    { $task }, { $due }

## Сделка

opportunity-head =
    <b>{ $title }</b>
    { $partner } ({ $kind })
    Статус: { $status } · Ответственный: { $owner }
opportunity-contact = 👤 { $contact }
opportunity-ways = ☎️ { $ways }
opportunity-line = { $field }: <b>{ $value }</b>
opportunity-description = <i>{ $description }</i>

## Взаимодействия

interaction-line = { $sign } { $day }
interaction-line-with = { $sign } { $day } · { $contact }
interaction-text = <i>{ $text }</i>
interactions-head =
    <b>Взаимодействия</b> ({ $count })
    { $title } · { $partner }
interactions-none =
    <b>Взаимодействия</b>
    { $title } · { $partner }

    Пока ничего не записано.
interaction-head =
    <b>{ $kind }</b> · { $when }
    { $title } · { $partner }
interaction-outcome = Итог: { $outcome }
interaction-with = С кем: { $contact }
interaction-author = Автор: { $author }
interaction-next-step = Следующий шаг: <b>{ $next }</b>
interaction-follow-up = Напоминание: { $at }
interaction-file = 📎 { $file }
interaction-part = Часть { $part } из { $parts }

## Ответы диалогов

dialog-tap-please = ⚠️ Нажмите, пожалуйста, одну из кнопок ниже.
dialog-not-this-kind = ⚠️ Здесь это не подойдёт. Нажмите кнопку или напишите ответ.
dialog-began-again = ℹ️ Диалог с тех пор улучшили, поэтому он начинается заново.
dialog-discard-question =
    <b>Удалить введённое?</b>
    { $title }
nothing-waits = Сейчас я не жду ответа. Откройте задачу и нажмите, что хотите сделать.
nothing-waits-but-unfinished = Сейчас я не жду ответа. У вас есть незаконченное:
trouble = ⚠️ У нас что-то сломалось, и последнее сообщение или нажатие не применено. Администратор знает. Попробуйте ещё раз.
toast-card-was-old = Карточка устарела; вот нынешняя.
toast-step-finished = Уже сделано.
toast-parked = Отложено
toast-discarded = Удалено
toast-accepted = Принято
toast-given-back = Принятие отменено
toast-completed = Выполнено 🎉
toast-lost = Закрыта как проигранная
toast-reopened = Открыта снова
toast-recorded = Записано
toast-recorded-reminder = Записано. Напомню: { $at }
toast-saved =
    { $count ->
        [0] Ничего не изменилось
        [one] Сохранено: { $count } изменение
        [few] Сохранено: { $count } изменения
        [many] Сохранено: { $count } изменений
       *[other] Сохранено: { $count } изменения
    }

## Отказы

refusal-not-yours = Эта задача больше не ваша. Вот ваши задачи.
refusal-task-done = Эта задача уже выполнена.
refusal-task-cancelled = Эта задача отменена.
refusal-already-accepted = Вы её уже приняли.
refusal-accepted-by-somebody-else = Её принял коллега.
refusal-not-accepted = Задача не принята, отменять нечего.
refusal-start-in-the-past = Начало не может быть в прошлом.
refusal-start-after-due = Начало не может быть позже срока. Выберите раньше.
refusal-completed-in-the-future = Дата выполнения не может быть в будущем.
refusal-no-results = Напишите, пожалуйста, что получилось.
refusal-too-long = Слишком длинно: не больше { $most } символов.
refusal-qualification-incomplete = Для квалификации ещё не всё заполнено.
refusal-opportunity-closed = Сделка закрыта, её нельзя изменить.
refusal-happened-in-the-future = Взаимодействие не может быть в будущем. Измените дату.
refusal-follow-up-in-the-past = Напоминание должно быть в будущем. Выберите позже.
refusal-nothing-learned = Напишите, что узнали, или пришлите файл.
refusal-too-many-files =
    { $most ->
        [one] Помещается только { $most } файл.
        [few] Помещается только { $most } файла.
        [many] Помещается только { $most } файлов.
       *[other] Помещается только { $most } файла.
    }
refusal-no-such-item = Этого больше нет в списке. Выберите другое.
refusal-not-your-opportunity = Эта сделка принадлежит другому сотруднику.
refusal-no-lost-reason = Сначала выберите причину.
refusal-comment-required = Одной этой причины мало. Напишите, пожалуйста, комментарий.
refusal-revive-not-in-the-future = День, когда вернуться, должен быть в будущем.
refusal-not-lost = Эта сделка не проиграна, открывать снова нечего.
refusal-dialog-ended = Этот шаг уже закончен. Откройте задачу, чтобы продолжить.
refusal-not-typed = Напишите значение или нажмите кнопку.
refusal-tax-id-checksum = Это не ИНН: контрольные цифры не сходятся. Проверьте ещё раз.
refusal-tax-id-form = Это не ИНН (10 или 12 цифр) и не номер НДС Евросоюза (как DE123456789).
refusal-site-form = Это не похоже на сайт. Напишите, например: пример.рф.

## Даты

moment-not-understood = ⚠️ Не понимаю «{ $typed }». Напишите, например: завтра 15:00, пт 10:00, 25.12.
moment-no-such-date = ⚠️ Такой даты нет: «{ $typed }».
moment-no-such-time = ⚠️ Такого времени нет: «{ $typed }».
moment-in-the-past = ⚠️ «{ $typed }» — это в прошлом.
moment-in-the-future = ⚠️ «{ $typed }» — это в будущем.
moment-too-far = ⚠️ «{ $typed }» — это дальше пяти лет.

## Деньги

money-not-a-number = ⚠️ «{ $typed }» — это не сумма. Напишите, например: 450000, 450к, 1,2 млн, € 20к.
money-negative = ⚠️ Бюджет не бывает отрицательным. Напишите, например: 450000.
money-zero = ⚠️ Бюджет должен быть больше нуля. Нажмите «Пропустить», если он ещё не известен.
money-too-large = ⚠️ «{ $typed }» — больше, чем можно записать. Самое большее — 999 999 999 999,99.
money-too-many-decimals =
    { $allowed ->
        [0] ⚠️ В этой валюте нет дробной части. Напишите целую сумму.
        [one] ⚠️ Не больше { $allowed } знака после запятой.
        [few] ⚠️ Не больше { $allowed } знаков после запятой.
        [many] ⚠️ Не больше { $allowed } знаков после запятой.
       *[other] ⚠️ Не больше { $allowed } знака после запятой.
    }
money-two-numbers = ⚠️ В «{ $typed }» больше одного числа. Напишите одну сумму.
money-unknown-currency = ⚠️ Не знаю валюту «{ $word }». Используйте код, например RUB, USD или EUR.

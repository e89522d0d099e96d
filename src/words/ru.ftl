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
button-qualify-continue = 📝 Квалификация: дальше
button-complete = 🏁 Выполнить
button-complete-continue = 🏁 Выполнение: дальше
button-give-back = ↩️ Вернуть задачу
button-opportunity = 💼 Сделка
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
field-terms = Соглашение
field-budget = Бюджет
field-currency = Валюта
field-probability = Вероятность
field-channel = Канал
field-source = Источник
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

    Я приношу задачи, когда подходит их срок, и помогаю квалифицировать сделки — по одному нажатию. Введённое сохраняется: остановитесь где угодно и вернитесь когда угодно.
help =
    <b>Что я умею</b>
    • Присылаю задачу, когда подходит её срок.
    • <b>Принять</b> её сейчас или назначить начало.
    • <b>Квалификация</b> сделки: соглашение, бюджет, вероятность, канал, источник.
    • <b>Выполнить</b> задачу — и дальше готовится предложение.

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
    Сделка теперь <b>{ $status }</b>.
completed-next =
    Дальше: <b>{ $task }</b>
    Исполнитель: { $performer }
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

## Ответы диалогов

dialog-tap-please = ⚠️ Нажмите, пожалуйста, одну из кнопок ниже.
dialog-not-this-kind = ⚠️ Здесь это не подойдёт. Нажмите кнопку или напишите ответ.
dialog-began-again = ℹ️ Диалог с тех пор улучшили, поэтому он начинается заново.
dialog-discard-question =
    <b>Удалить введённое?</b>
    { $title }
nothing-waits = Сейчас я не жду ответа. Откройте задачу и нажмите, что хотите сделать.
nothing-waits-but-unfinished = Сейчас я не жду ответа. У вас есть незаконченное:
trouble = ⚠️ У нас что-то сломалось, и последнее сообщение не применено. Оно сохранено, и администратор знает. Попробуйте ещё раз.
toast-card-was-old = Карточка устарела; вот нынешняя.
toast-step-finished = Уже сделано.
toast-parked = Отложено
toast-discarded = Удалено
toast-accepted = Принято
toast-given-back = Возвращено
toast-completed = Выполнено 🎉
toast-saved =
    { $count ->
        [0] Ничего не изменилось
        [one] Сохранено: { $count } изменение
        [few] Сохранено: { $count } изменения
        [many] Сохранено: { $count } изменений
       *[other] Сохранено: { $count } изменения
    }

## Отказы

refusal-not-yours = Этой задачи больше нет среди ваших.
refusal-task-done = Эта задача уже выполнена.
refusal-task-cancelled = Эта задача отменена.
refusal-already-accepted = Вы её уже приняли.
refusal-accepted-by-somebody-else = Её принял коллега.
refusal-not-accepted = Она не принята, возвращать нечего.
refusal-start-in-the-past = Начало не может быть в прошлом.
refusal-start-after-due = Начало не может быть позже срока. Выберите раньше.
refusal-completed-in-the-future = Дата выполнения не может быть в будущем.
refusal-no-results = Напишите, пожалуйста, что получилось.
refusal-too-long = Слишком длинно: не больше { $most } символов.
refusal-qualification-incomplete = Для квалификации ещё не всё заполнено.
refusal-opportunity-closed = Сделка закрыта, её нельзя изменить.
refusal-no-such-item = Этого больше нет в списке. Выберите другое.
refusal-dialog-ended = Этот шаг уже закончен.
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
money-zero = ⚠️ Бюджет больше нуля. Нажмите «Пропустить», если он ещё не известен.
money-too-large = ⚠️ «{ $typed }» — больше, чем можно записать. Самое большее — 999 999 999 999,99.
money-too-many-decimals =
    { $allowed ->
        [0] ⚠️ В этой валюте нет копеек. Напишите целую сумму.
        [one] ⚠️ Не больше { $allowed } знака после запятой.
        [few] ⚠️ Не больше { $allowed } знаков после запятой.
        [many] ⚠️ Не больше { $allowed } знаков после запятой.
       *[other] ⚠️ Не больше { $allowed } знака после запятой.
    }
money-two-numbers = ⚠️ В «{ $typed }» больше одного числа. Напишите одну сумму.
money-unknown-currency = ⚠️ Не знаю валюту «{ $word }». Используйте код, например RUB, USD или EUR.

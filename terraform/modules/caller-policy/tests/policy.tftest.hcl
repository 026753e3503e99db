variables {
  cluster_arn     = "arn:aws:ecs:eu-west-1:111122223333:cluster/staging"
  task_definition = "staging-shop-migrate"
  role_arns       = ["arn:aws:iam::111122223333:role/execution", "arn:aws:iam::111122223333:role/task"]
  log_group_arn   = "arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/staging-shop-migrate:*"
}

run "run" {
  command = plan

  assert {
    condition     = output.json == jsonencode(jsondecode(file("./tests/policy.json")).run)
    error_message = "Without features the policy is `run` of tests/policy.json."
  }
}

# Each feature adds its own statements and no others.
run "features" {
  command = plan

  variables {
    register        = true
    deregister      = true
    tag             = true
    like_service    = "shop"
    list_names      = true
    role_arn        = "arn:aws:iam::444455556666:role/migrate"
    pipeline        = "shop"
    lambda          = true
    codedeploy_hook = "arn:aws:lambda:eu-west-1:111122223333:function:migrate"
    build           = "arn:aws:ecr:eu-west-1:111122223333:repository/shop"
    pause_hook      = "shop"
    lint_services   = ["shop"]
    many_targets    = true
    hook_image      = { service = "shop", deployment_group = "shop/blue-green", repositories = ["arn:aws:ecr:eu-west-1:111122223333:repository/shop"] }
  }

  assert {
    condition = jsonencode({ for statement in jsondecode(output.json).Statement : statement.Sid => statement }) == jsonencode(merge(
      { for statement in jsondecode(file("./tests/policy.json")).run.Statement : statement.Sid => statement },
      merge([for feature, statements in jsondecode(file("./tests/policy.json")).features : { for statement in statements : statement.Sid => statement }]...),
    ))
    error_message = "With all features the policy is `run` and all `features` of tests/policy.json."
  }

  assert {
    condition     = length(output.actions) == length(distinct(flatten(jsondecode(output.json).Statement[*].Action)))
    error_message = "actions lists what the policy allows."
  }
}

run "register" {
  command = plan
  variables {
    register = true
  }
  assert {
    condition     = slice(jsondecode(output.json).Statement, 8, length(jsondecode(output.json).Statement)) == jsondecode(file("./tests/policy.json")).features.register
    error_message = "register adds `register` of tests/policy.json."
  }
}

run "deregister" {
  command = plan
  variables {
    deregister = true
  }
  assert {
    condition     = slice(jsondecode(output.json).Statement, 8, length(jsondecode(output.json).Statement)) == jsondecode(file("./tests/policy.json")).features.deregister
    error_message = "deregister adds `deregister` of tests/policy.json."
  }
}

run "tag" {
  command = plan
  variables {
    tag = true
  }
  assert {
    condition     = slice(jsondecode(output.json).Statement, 8, length(jsondecode(output.json).Statement)) == jsondecode(file("./tests/policy.json")).features.tag
    error_message = "tag adds `tag` of tests/policy.json."
  }
}

run "like_service" {
  command = plan
  variables {
    like_service = "shop"
  }
  assert {
    condition     = slice(jsondecode(output.json).Statement, 8, length(jsondecode(output.json).Statement)) == jsondecode(file("./tests/policy.json")).features.like_service
    error_message = "like_service adds `like_service` of tests/policy.json."
  }
}

run "list_names" {
  command = plan
  variables {
    list_names = true
  }
  assert {
    condition     = slice(jsondecode(output.json).Statement, 8, length(jsondecode(output.json).Statement)) == jsondecode(file("./tests/policy.json")).features.list_names
    error_message = "list_names adds `list_names` of tests/policy.json."
  }
}

run "role_arn" {
  command = plan
  variables {
    role_arn = "arn:aws:iam::444455556666:role/migrate"
  }
  assert {
    condition     = slice(jsondecode(output.json).Statement, 8, length(jsondecode(output.json).Statement)) == jsondecode(file("./tests/policy.json")).features.role_arn
    error_message = "role_arn adds `role_arn` of tests/policy.json."
  }
}

run "pipeline" {
  command = plan
  variables {
    pipeline = "shop"
  }
  assert {
    condition     = slice(jsondecode(output.json).Statement, 8, length(jsondecode(output.json).Statement)) == jsondecode(file("./tests/policy.json")).features.pipeline
    error_message = "pipeline adds `pipeline` of tests/policy.json."
  }
}

run "pipeline_elsewhere" {
  command = plan
  variables {
    pipeline = "arn:aws:codepipeline:us-east-1:444455556666:shop"
  }
  assert {
    condition     = jsondecode(output.json).Statement[8].Resource == ["arn:aws:codepipeline:us-east-1:444455556666:shop"]
    error_message = "A pipeline of another account is named by its ARN."
  }
}

run "lambda" {
  command = plan
  variables {
    lambda = true
  }
  assert {
    condition     = slice(jsondecode(output.json).Statement, 8, length(jsondecode(output.json).Statement)) == jsondecode(file("./tests/policy.json")).features.lambda
    error_message = "lambda adds `lambda` of tests/policy.json."
  }
}

run "pause_hook" {
  command = plan
  variables {
    pause_hook = "shop"
  }
  assert {
    condition     = slice(jsondecode(output.json).Statement, 8, length(jsondecode(output.json).Statement)) == jsondecode(file("./tests/policy.json")).features.pause_hook
    error_message = "pause_hook adds `pause_hook` of tests/policy.json."
  }
}

run "lint_services" {
  command = plan
  variables {
    lint_services = ["shop"]
  }
  assert {
    condition     = slice(jsondecode(output.json).Statement, 8, length(jsondecode(output.json).Statement)) == jsondecode(file("./tests/policy.json")).features.lint_services
    error_message = "lint_services adds `lint_services` of tests/policy.json."
  }
}

run "many_targets" {
  command = plan
  variables {
    many_targets = true
  }
  assert {
    condition     = slice(jsondecode(output.json).Statement, 8, length(jsondecode(output.json).Statement)) == jsondecode(file("./tests/policy.json")).features.many_targets
    error_message = "many_targets adds `many_targets` of tests/policy.json."
  }
}

run "build" {
  command = plan
  variables {
    build = "arn:aws:ecr:eu-west-1:111122223333:repository/shop"
  }
  assert {
    condition     = slice(jsondecode(output.json).Statement, 8, length(jsondecode(output.json).Statement)) == jsondecode(file("./tests/policy.json")).features.build
    error_message = "build adds `build` of tests/policy.json."
  }
}

run "codedeploy_hook" {
  command = plan
  variables {
    codedeploy_hook = "arn:aws:lambda:eu-west-1:111122223333:function:migrate"
  }
  assert {
    condition     = slice(jsondecode(output.json).Statement, 8, length(jsondecode(output.json).Statement)) == jsondecode(file("./tests/policy.json")).features.codedeploy_hook
    error_message = "codedeploy_hook adds `codedeploy_hook` of tests/policy.json."
  }
}

run "execute_command" {
  command = plan
  variables {
    execute_command = true
  }
  assert {
    condition     = jsonencode([for it in jsondecode(output.json).Statement : it if it.Sid == "Run"]) == jsonencode(jsondecode(file("./tests/policy.json")).changes.execute_command)
    error_message = "execute_command takes the condition away."
  }
}

run "stop_tag" {
  command = plan
  variables {
    tag      = true
    stop_tag = "app=shop=1"
  }
  assert {
    condition     = jsonencode([for it in jsondecode(output.json).Statement : it if it.Sid == "Stop"]) == jsonencode(jsondecode(file("./tests/policy.json")).changes.stop_tag)
    error_message = "stop_tag limits StopTask to tasks with the tag."
  }
}

run "a_tag_that_no_task_has" {
  command = plan
  variables {
    stop_tag = "app=shop"
  }
  expect_failures = [var.stop_tag]
}

run "wrong_values" {
  command = plan

  variables {
    cluster_arn     = "staging"
    task_definition = "staging-shop-migrate:7"
    role_arns       = ["arn:aws:iam::111122223333:role/*"]
    log_group_arn   = "arn:aws:logs:eu-west-1:111122223333:log-group:*"
    like_service    = "arn:aws:ecs:eu-west-1:111122223333:service/staging/shop"
    lint_services   = ["arn:aws:ecs:eu-west-1:111122223333:service/staging/shop"]
    role_arn        = "*"
    pipeline        = "arn:aws:codebuild:eu-west-1:111122223333:shop"
  }

  expect_failures = [
    var.cluster_arn, var.task_definition, var.role_arns, var.log_group_arn, var.like_service, var.lint_services, var.role_arn, var.pipeline,
  ]
}

run "hook_image" {
  command = plan
  variables {
    hook_image = { service = "shop", deployment_group = "shop/blue-green", repositories = ["arn:aws:ecr:eu-west-1:111122223333:repository/shop"] }
  }
  assert {
    condition     = slice(jsondecode(output.json).Statement, 8, length(jsondecode(output.json).Statement)) == jsondecode(file("./tests/policy.json")).features.hook_image
    error_message = "hook_image adds `hook_image` of tests/policy.json."
  }
}
